"""The page: rooms for what visitors see. It shows what the engine did and decides nothing about the industry."""
