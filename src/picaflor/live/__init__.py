"""A thin pump between sockets and the engine. It decides nothing: it signs, sends, and says what came."""
