import { spawn } from 'node-pty';
import { WebSocketServer } from 'ws';

/** Where ttyd is not installed: a pty on `docker exec` behind a WebSocket and nothing else, speaking ttyd's protocol. */
const argv = process.argv.slice(2);
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('listening', () => console.log((server.address() as { port: number }).port));
server.on('connection', (socket) => {
  const pty = spawn(argv[0]!, argv.slice(1), { cols: 80, rows: 24, encoding: null });
  pty.onData((data) => socket.send(Buffer.concat([Buffer.from('0'), data as unknown as Buffer])));
  pty.onExit(() => socket.close());
  socket.on('message', (frame: Buffer) => {
    const what = String.fromCharCode(frame[0]!);
    if (what === '0') pty.write(frame.subarray(1).toString());
    else if (what === '2') pty.pause();
    else if (what === '3') pty.resume();
  });
  socket.on('close', () => pty.kill());
});
process.on('SIGTERM', () => process.exit());
