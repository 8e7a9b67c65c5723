"""How people meet the model: commands, page, Mesa."""
