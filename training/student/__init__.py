"""How is the fast encoder made? A sentence model's reading of words and texts, distilled into a table of vectors."""
