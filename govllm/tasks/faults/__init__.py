"""What can be wrong with a declaration or an item of each kind, as (field, fault) pairs."""
