"""What can be done: one verb, one database transaction. Time is an argument; who asks is a Viewer."""
