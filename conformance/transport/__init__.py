"""How a request is sent: the driver, browsers, races, functions, waiting; programs of others that are asked."""
