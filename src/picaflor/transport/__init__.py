"""The only place with sockets and clocks. Absent on purpose: a way to switch certificate checks off, and retries."""
