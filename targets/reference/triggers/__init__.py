"""Functions of the pool: when they are invoked and what is made of their answers."""
