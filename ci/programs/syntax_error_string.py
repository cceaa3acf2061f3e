"""A script whose error is found at compile time: a string without end."""
text = "begins
print(text)
