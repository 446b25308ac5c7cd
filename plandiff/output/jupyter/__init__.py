"""What a notebook shows of an alignment: the reading page, inside a cell."""
