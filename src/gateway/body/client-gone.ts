/** The client closed the connection before its request was complete. Nobody is left to be told. */
export class ClientGone extends Error {
  constructor() {
    super('the client went away before its request was complete');
    this.name = 'ClientGone';
  }
}
