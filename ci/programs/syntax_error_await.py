"""A script whose error is found by the compiler: await outside of an async function, in a comprehension."""
import asyncio

def collect(tasks):
    return [await task for task in tasks]

asyncio.run(collect([]))
