// node peers/tftp_floor.cjs HOST PORT ROOT : the least a Node program can do for the same packets: one socket, every
// ACK answered at once with the next block out of memory. No resends, no transfer ids, no options but those of the
// load tool, no log. Not a server for anybody: the floor that ours is measured against.
const dgram = require('node:dgram'), fs = require('node:fs'), path = require('node:path');
const [host, port, root] = process.argv.slice(2);
const files = new Map(), running = new Map();
const load = (name) => {
  if (!files.has(name)) files.set(name, fs.readFileSync(path.join(root, path.basename(name))));
  return files.get(name);
};
const socket = dgram.createSocket({ type: 'udp4', lookup: (a, o, done) => done(null, a, 4) });
const none = () => {};
const send = (t, block, from) => {
  const at = (block - 1) * t.size, data = t.bytes.subarray(at, at + t.size), packet = Buffer.allocUnsafe(4 + data.length);
  packet.writeUInt32BE((3 << 16) | (block & 0xffff), 0);
  packet.set(data, 4);
  socket.send(packet, from.port, from.address, none);
};
socket.on('message', (m, from) => {
  if (m[1] === 4) {
    const t = running.get(from.port);
    if (t === undefined) return;
    const acked = t.base + ((m.readUInt16BE(2) - t.base) & 0xffff);
    t.base = acked;
    if (acked * t.size > t.bytes.length) { running.delete(from.port); return; }
    const last = Math.floor(t.bytes.length / t.size) + 1;
    for (let b = acked + 1; b <= Math.min(last, acked + t.window); b++) send(t, b, from);
  } else if (m[1] === 1) {
    const [name, , ...options] = m.toString('latin1', 2).split('\0');
    const t = { bytes: null, size: 512, window: 1, base: 0 };
    try { t.bytes = load(name); } catch { socket.send(Buffer.from([0, 5, 0, 1, 110, 111, 0]), from.port, from.address, none); return; }
    running.set(from.port, t);
    let granted = '';
    for (let i = 0; i + 1 < options.length; i += 2) {
      if (options[i] === 'blksize') t.size = +options[i + 1];
      else if (options[i] === 'windowsize') t.window = +options[i + 1];
      else continue;
      granted += `${options[i]}\0${options[i + 1]}\0`;
    }
    if (granted) socket.send(Buffer.from(`\x00\x06${granted}`), from.port, from.address, none);
    else send(t, 1, from);
  }
});
socket.bind(+port, host, () => { socket.setRecvBufferSize(4 << 20); console.log('listening'); });
