# -*- coding: latin-1 -*-
print("café")
x = "é" +
