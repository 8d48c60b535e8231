"""All input and output: network, disk and clock; the Prefect flows and the command `hasila`."""
