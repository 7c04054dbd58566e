// Reads each request whole and answers it with the bytes of its second argument.
import { createServer } from 'node:http';

const [contentType, text] = process.argv.slice(2);
const body = Buffer.from(text);
const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    response.writeHead(200, { 'content-type': contentType, 'content-length': body.length });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`Running on http://127.0.0.1:${server.address().port}`));
