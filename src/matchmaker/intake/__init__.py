"""What may come in? Files and requests become canonical tables, row by row, with every fault reported."""
