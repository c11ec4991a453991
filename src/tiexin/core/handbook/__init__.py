"""The handbook that is built into the product: one section for each page, written as Markdown in `text/`."""
