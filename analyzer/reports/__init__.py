"""An Analysis becomes files. Tenant text leaves through cells.py; writer.py publishes all or nothing."""
