"""The dry connector, written once for all venues: frames, replies and timers in; frames, requests and events out."""
