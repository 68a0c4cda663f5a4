import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import type { CustomerDetail } from '@/domain/customers/detail-queries';
import { obstacleNames } from '@/domain/onboarding/obstacles-model';
import { listObstacles } from '@/domain/onboarding/obstacles-queries';
import { may } from '@/domain/permission';
import { seenOf } from '@/domain/seen-values';
import { setObstaclesAction } from '../actions';

/** What keeps a customer from being associated, for the operator to see and to change. Nothing for anybody else. @source spec/01 §1.5 */
export async function ObstaclesCard({ customer }: { customer: CustomerDetail }) {
  const [actor, scope, t] = await Promise.all([
    requireActor(),
    requireScope('customers.read'),
    getTranslations('obstacles'),
  ]);
  if (!may(actor, 'customers.set_obstacles')) return null;
  const present = await listObstacles(scope, customer.id);
  return (
    <Card title={t('title')}>
      <ActionForm
        action={setObstaclesAction}
        seen={seenOf({ obstacles: present })}
        doneMessage={t('done')}
        label={t('title')}
      >
        <p className="text-muted">{t('text')}</p>
        <input type="hidden" name="customerId" value={customer.id} />
        <Fieldset name="obstacles" legend={t('legend')}>
          {obstacleNames.map((name) => (
            <Checkbox
              key={name}
              name="obstacles"
              value={name}
              label={t(`names.${name}`)}
              defaultChecked={present.includes(name)}
              inGroup
            />
          ))}
        </Fieldset>
        <div>
          <SubmitButton variant="secondary">{t('save')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
