import type { ApiKeyRow } from '@/domain/identity/api-key-queries';
import { CredentialState } from '../../open-access/credentials/credential-state';

/** Whether a key works, as the operator sees it: a key that is being replaced works as well as any other. */
export function KeyState({ apiKey: { state, hasEnded } }: { apiKey: Pick<ApiKeyRow, 'state' | 'hasEnded'> }) {
  return <CredentialState state={state === 'active' && hasEnded ? 'ended' : state} />;
}
