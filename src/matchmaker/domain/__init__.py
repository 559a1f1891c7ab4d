"""What is it? Creators, posts, briefs, money and the words we use for them: frozen values, no I/O."""
