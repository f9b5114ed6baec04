"""A pool's configuration out of infrastructure code: templates, plans and states, descriptions."""
