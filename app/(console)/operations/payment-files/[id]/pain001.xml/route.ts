import { fileAnswer } from '../file-answer';

/** The payment order for the bank. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return fileAnswer((await params).id, 'pain001');
}
