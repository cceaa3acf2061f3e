# stdin: look\ngo north\ntake lamp\ninventory\nlight lamp\ngo north\nlook\ntake sword\ntake rock\nattack troll with sword\nattack troll\ndrop lamp\nlook at lamp\nsay "hello there"\nxyzzy\ngo up\nsave\ngo south\nrestore\nlook\nquit\n
"""A text adventure: a parser with synonyms, a world of objects, saving with pickle, a state machine."""
import dataclasses
import pickle
import random
import shlex
import sys
import textwrap
import typing


@dataclasses.dataclass
class Thing:
    name: str
    description: str
    portable: bool = True
    lit: bool | None = None
    health: int = 0

    def __str__(self):
        return f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.name}" + (" (lit)" if self.lit else "")


@dataclasses.dataclass
class Room:
    name: str
    text: str
    exits: dict[str, str] = dataclasses.field(default_factory=dict)
    things: list[Thing] = dataclasses.field(default_factory=list)
    dark: bool = False


class World:
    SYNONYMS = {"get": "take", "grab": "take", "i": "inventory", "l": "look", "walk": "go", "n": "go north", "kill": "attack", "x": "look"}
    STOP = {"the", "a", "an", "at", "to"}

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.rooms = {
            "hall": Room("Great Hall", "A wide hall. Dust hangs in the air and an old table stands here.", {"north": "cave"}, [Thing("lamp", "A brass lamp.", lit=False), Thing("table", "Oak, and heavy.", portable=False)]),
            "cave": Room("Cave", "Water drips from the ceiling of this cold cave.", {"south": "hall", "north": "lair"}, [Thing("rock", "A rock."), Thing("sword", "It is sharp.")], dark=True),
            "lair": Room("Lair", "Bones everywhere.", {"south": "cave"}, [Thing("troll", "It looks angry.", portable=False, health=5)]),
        }
        self.here, self.bag, self.turns = "hall", [], 0

    @property
    def room(self): return self.rooms[self.here]

    def visible(self):
        if self.room.dark and not any(t.lit for t in [*self.bag, *self.room.things]):
            return []
        return self.room.things

    def find(self, name) -> typing.Iterator[Thing]:
        for thing in [*self.bag, *self.visible()]:
            if thing.name == name:
                yield thing

    def parse(self, line):
        line = self.SYNONYMS.get(line, line)
        try:
            words = [w.lower() for w in shlex.split(line)]
        except ValueError as error:
            return [], str(error)
        if words and words[0] in self.SYNONYMS:
            words[0:1] = self.SYNONYMS[words[0]].split()
        return [w for w in words if w not in self.STOP], None

    def act(self, line):
        words, problem = self.parse(line)
        self.turns += 1
        match words:
            case [] if problem: return f"What? ({problem})"
            case []: return "Pardon?"
            case ["look"]: return self.describe()
            case ["look", name]: return next((t.description for t in self.find(name)), f"You see no {name}.")
            case ["go", way] if way in self.room.exits:
                self.here = self.room.exits[way]; return self.describe()
            case ["go", way]: return f"You cannot go {way}. Exits: {', '.join(self.room.exits)}."
            case ["take", name]:
                thing = next((t for t in self.visible() if t.name == name), None)
                if thing is None: return f"There is no {name} to take."
                if not thing.portable: return f"The {name} does not move."
                self.room.things.remove(thing); self.bag.append(thing); return f"Taken: {thing}."
            case ["drop", name]:
                for thing in self.bag:
                    if thing.name == name: self.bag.remove(thing); self.room.things.append(thing); return "Dropped."
                return "You do not have that."
            case ["inventory"]: return "You carry " + (", ".join(map(str, self.bag)) or "nothing") + "."
            case ["light", "lamp"] if (lamp := next(self.find("lamp"), None)):
                lamp.lit = not lamp.lit; return "The lamp is " + ("lit." if lamp.lit else "out.")
            case ["attack", foe, "with", weapon] | ["attack", foe, weapon]:
                return self.fight(foe, weapon)
            case ["attack", foe]: return f"Attack the {foe} with what?"
            case ["say", *speech]: return f"You say: {' '.join(speech)!r}. Nothing happens."
            case ["save"]: self.saved = pickle.dumps({k: v for k, v in vars(self).items() if k != "saved"}); return f"Saved ({'ok' if len(self.saved) > 500 else 'small'})."
            case ["restore"]: vars(self).update(pickle.loads(self.saved)); return "Restored."
            case ["quit"]: raise SystemExit(self.turns)
            case [verb, *_]: return f"I do not know how to {verb}."

    def fight(self, foe, weapon):
        target = next(self.find(foe), None)
        if not target or not target.health: return f"There is no {foe} to fight."
        if not any(t.name == weapon for t in self.bag): return f"You have no {weapon}."
        target.health -= (hit := self.random.randint(1, 6))
        return f"You hit for {hit}. " + ("It falls." if target.health <= 0 else f"It has {target.health} left.")

    def describe(self):
        room = self.room
        lines = [f"== {room.name} =="]
        if room.dark and not self.visible(): lines.append("It is pitch dark.")
        else:
            lines += textwrap.wrap(room.text, 40)
            lines += [f"There is {t} here." for t in self.visible()]
        return "\n".join([*lines, "Exits: " + ", ".join(sorted(room.exits))])


world = World(11)
print(world.describe())
for line in sys.stdin:
    print(">", line.rstrip())
    print(textwrap.indent(world.act(line.rstrip()), "  "))
