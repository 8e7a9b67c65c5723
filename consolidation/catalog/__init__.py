"""The model's dictionary: parameters, tables, codes, names, figures."""
