"""Graph PowerShell objects as `ConvertTo-Json` writes them, to the names and shapes that Graph itself sends.

Keys begin with a capital letter; what the model does not declare lies in `AdditionalProperties`; every
declared property is there, null when Graph did not send it. So null in such an object says nothing: it is
left out, and so is an object that holds nothing else (a shell). Windows PowerShell also writes some lists as
objects of `value` and `Count`. Source: graph.md section 5.3, exports.md section 2.7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.export.dialects.losses import CUT_BY_DEPTH

if TYPE_CHECKING:
    from analyzer.export.dialects.losses import Losses, Object

_EXTRA = "AdditionalProperties"
_LIST = {"value", "Count"}


def is_powershell(value: Any) -> bool:
    """Tell whether an object, or one inside it, has a key that begins with a capital letter."""
    if isinstance(value, dict):
        return any(map(_is_capital, value)) or any(map(is_powershell, value.values()))
    return isinstance(value, list) and any(map(is_powershell, value))


def from_powershell(record: Object, losses: Losses) -> Object:
    """Return a copy with Graph's names, without what says nothing."""
    return _plain_object(record, losses)


def _plain(value: Any, losses: Losses) -> Any:
    if isinstance(value, dict) and value.keys() == _LIST and isinstance(value["value"], list):
        value = value["value"]
    if isinstance(value, dict):
        return _plain_object(value, losses)
    return [_plain(one, losses) for one in value] if isinstance(value, list) else value


def _plain_object(given: Object, losses: Losses) -> Object:
    if not any(map(_is_capital, given)):
        return {key: _plain(value, losses) for key, value in given.items()}
    plain: Object = {}
    for key, value in given.items():
        name = key[0].lower() + key[1:] if _is_capital(key) else key
        if key == _EXTRA or (name != key and name in given):
            continue
        inner = _plain(value, losses)
        if inner is not None and inner != {}:
            plain[name] = inner
    extra = given.get(_EXTRA)
    if isinstance(extra, dict):
        for name, value in _plain_object(extra, losses).items():
            plain.setdefault(name, value)
    elif extra:
        losses.add(CUT_BY_DEPTH)
    _keep_end(given, plain)
    return plain


def _keep_end(given: Object, plain: Object) -> None:
    """A beta policy that came with its days came with its end as well: null says that there is none."""
    if "durationInDays" in plain and given.get("ExpirationDateTime", "") is None:
        plain["expirationDateTime"] = None


def _is_capital(key: str) -> bool:
    return "A" <= key[:1] <= "Z"
