"""The checklist: one module per item, named after its slug. `analyzer.checking.catalogue` finds them."""
