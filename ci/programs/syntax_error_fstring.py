"""A script whose error is found at compile time: inside an f-string."""
name = "é日本"
print(f"日本 {name!r} {name + } end")
