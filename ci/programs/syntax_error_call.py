"""A script whose error is found at compile time: an unclosed call."""
print("never printed")
values = compute(1,
                 2,
                 3
print(values)
