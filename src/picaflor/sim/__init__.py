"""Worlds without sockets: the dry emulated exchange and the byte port that joins it to a connector in virtual time."""
