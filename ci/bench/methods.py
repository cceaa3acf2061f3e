"""Method calls: bound on the fly, through super(), on built-in types, class and static methods."""


class Base:
    def __init__(self, start):
        self.value = start

    def step(self, by):
        self.value += by
        return self

    @classmethod
    def make(cls):
        return cls(1)

    @staticmethod
    def double(number):
        return number * 2


class Derived(Base):
    def step(self, by):
        return super().step(by + 1)


def run():
    one, words = Derived(0), []
    for i in range(60_000):
        one.step(1).step(2)
        Base.double(i)
        words.append(i)
        if len(words) > 100:
            words.clear()
            Derived.make()
    return one.value
