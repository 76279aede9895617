"""Order books that know whether they may be trusted: `naive` is the referee, `fast` its compiled twin."""
