"""Users who were there before a change: what each of them did under OLD, and can do after the change."""
