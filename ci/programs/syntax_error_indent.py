"""A script whose error is found at compile time: indentation."""
def first():
    return 1

def second():
    x = 1
      y = 2
    return x
