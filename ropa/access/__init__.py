"""Who may do what: roles, permissions, bearer tokens."""
