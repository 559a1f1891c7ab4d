"""How good and how fast, against whom? One command each, printing figures beside their rivals."""
