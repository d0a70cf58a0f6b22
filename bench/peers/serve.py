"""Answers the bench, as serve.ts does."""

import json
import resource
import sys
import time


def serve(train, version, data_bytes):
    """Times train() for each line "run"; tells the peak memory at "quit"."""
    say({"ready": True, "version": version, "dataBytes": data_bytes})
    for line in sys.stdin:
        if line.strip() == "quit":
            break
        start = time.perf_counter()
        train()
        say({"seconds": time.perf_counter() - start})
    say({"peakMemory": peak_memory()})


def peak_memory():
    """Returns bytes, as peakMemory.ts does."""
    if sys.platform == "linux":
        with open("/proc/self/status", encoding="ascii") as status:
            words = next(line for line in status if line.startswith("VmHWM")).split()
        return 1024 * int(words[1])
    # Kilobytes, but on macOS bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def end_as_missing(error):
    """Tells the bench that a package cannot be used, and ends."""
    say({"missing": str(error)})
    sys.exit()


def read_args():
    """Returns what PeerArgs.ts describes."""
    return json.loads(sys.argv[1])


def say(message):
    print(json.dumps(message), flush=True)
