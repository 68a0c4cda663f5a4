import { requestId } from '@/app/_entry/request-id';
import { NotFoundMessage } from '@/components/shell/not-found-message';

/** Something that does not exist or is not the reader's, inside the frame. */
export default async function ConsoleNotFound() {
  return <NotFoundMessage requestId={await requestId()} />;
}
