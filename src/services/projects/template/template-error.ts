/** What is wrong with a template or with the values of its parameters, in CloudFormation's words where it has some. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}
