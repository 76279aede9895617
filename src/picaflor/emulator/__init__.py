"""A thin pump between loopback sockets and the dry emulated exchange. It binds this machine only."""
