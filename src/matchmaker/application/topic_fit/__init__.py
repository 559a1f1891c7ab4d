"""Topic fit asked for by itself: a question of briefs and creators, and files of them; the same numbers in both."""
