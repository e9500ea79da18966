"""CSV as people and portals save it: `text` has the rows, `headers` the names, `cells` the types."""
