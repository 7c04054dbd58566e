/** Twenty digits, larger with each message, as FIFO queues number them. */
export const sequenceNumber = (orderKey: number) => String(orderKey).padStart(20, '0');
