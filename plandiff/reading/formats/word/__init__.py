"""Word files: `styles` knows numbering and styles, `reader` the body."""
