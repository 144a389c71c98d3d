"""All that issue 3 asks figures of, beside what they are compared with, in one run."""

import asyncio
import sys

import uvloop

from benchmarks import find, requests

if __name__ == "__main__":
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    uvloop.run(requests.main(seconds))
    asyncio.run(find.main(40))
