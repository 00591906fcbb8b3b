"""A browser on a slower machine: the processes of its pages, Workers and all, are held for a part of the time.

The throttling of the developer tools slows a page's own thread alone; Chromium refuses it for Workers.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LOOK: Final = 0.0005
"""Every so many seconds it is looked at how long a process has computed."""


@contextmanager
def slowed(browser: "Browser", times: int) -> Iterator[None]:
    """Pages and their Workers are `times` slower: for all that they compute they are held `times - 1` times as long.

    What else the machine does makes them slower still, and never faster.
    """
    if times == 1:
        yield
        return
    over = threading.Event()
    holding = [threading.Thread(target=_hold, args=(pid, times, over)) for pid in renderers(browser)]
    for each in holding:
        each.start()
    try:
        yield
    finally:
        over.set()
        for each in holding:
            each.join()


def renderers(browser: "Browser") -> list[int]:
    """The processes of pages and their Workers; some wait for a page to come."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return [int(each["id"]) for each in processes if each["type"] == "renderer"]


def _hold(pid: int, times: int, over: threading.Event) -> None:
    with suppress(PermissionError):  # where it is allowed, whoever holds goes before everything else that runs
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    with suppress(OSError):  # it may end meanwhile
        before = computed(pid)
        while not over.is_set():
            time.sleep(LOOK)
            if now := computed(pid) - before:
                os.kill(pid, signal.SIGSTOP)
                time.sleep(now * (times - 1))
                os.kill(pid, signal.SIGCONT)
                before += now


def computed(pid: int) -> float:
    """Seconds for which all threads of a process have run."""
    return time.clock_gettime(~pid << 3 | 2)  # the process's CPU clock, as clock_getcpuclockid(3) makes it
