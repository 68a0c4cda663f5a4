import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { Disclosure } from '@/components/ui/disclosure';

const node = `import { Webhook } from 'standardwebhooks'; // npm install standardwebhooks

const webhook = new Webhook(process.env.WEBHOOK_SECRET); // whsec_…

export function receive(request, response, rawBody) {
  let event;
  try {
    event = webhook.verify(rawBody, request.headers); // the bytes as they came, not parsed and written again
  } catch {
    response.writeHead(401).end();
    return;
  }
  keepOnce(request.headers['webhook-id'], event); // the same id may come more than once
  response.writeHead(204).end();
}`;

const python = `from standardwebhooks import Webhook  # pip install standardwebhooks

webhook = Webhook(os.environ["WEBHOOK_SECRET"])  # whsec_…

@app.post("/webhooks")
def receive():
    try:
        event = webhook.verify(request.get_data(), dict(request.headers.items()))
    except Exception:
        return "", 401
    keep_once(request.headers["webhook-id"], event)  # the same id may come more than once
    return "", 204`;

/** How a receiver checks that a delivery is ours, with the published libraries. @source Standard Webhooks 1.0 */
export async function VerifyCard() {
  const t = await getTranslations('webhooks');
  return (
    <Card title={t('verify')}>
      <div className="flex flex-col gap-3">
        <p className="max-w-prose text-muted">{t('verifyText')}</p>
        <ol className="flex max-w-prose list-decimal flex-col gap-1 pl-5">
          {(['signature', 'once', 'order', 'answer', 'rotation'] as const).map((rule) => (
            <li key={rule}>{t(`rules.${rule}`)}</li>
          ))}
        </ol>
        <Disclosure summary="Node.js">
          <CodeBlock label="Node.js">{node}</CodeBlock>
        </Disclosure>
        <Disclosure summary="Python">
          <CodeBlock label="Python">{python}</CodeBlock>
        </Disclosure>
      </div>
    </Card>
  );
}
