/** The HTTP service: the files of the station without encryption, on the bench card. */
import { createServer, type Server } from 'node:http';
import { WebExchange, type WebParts, type WebServer } from '../web/exchange.ts';

/** Constructs nothing until `start()`. */
export function createHttpServer(parts: WebParts): WebServer {
  const exchange = new WebExchange('http', parts, () => ({ via: 'http' }));
  let server: Server | null = null;
  return {
    start: async () => {
      const made = createServer(exchange.serverOptions);
      const port = await exchange.listen(made);
      server = made;
      return port;
    },
    stop: async () => {
      const running = server;
      server = null;
      if (running !== null) await exchange.close(running);
    },
  };
}
