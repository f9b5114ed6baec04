"""How a request is sent: the driver, browsers, races, functions, waiting; outside programs that are asked."""
