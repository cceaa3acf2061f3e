"""A script whose error is found at compile time: assignment where a comparison was meant, over two lines."""
values = [1, 2, 3]
if (len(values) > 2 and
        values[0] = 1):
    print(values)
