import { fileAnswer } from '../file-answer';

/** The same payments as a table. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return fileAnswer((await params).id, 'csv');
}
