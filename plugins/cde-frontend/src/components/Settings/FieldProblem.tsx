import { Text } from '@backstage/ui';
import type { SettingsProblem } from '../../lib/settings';

/** What is wrong with the fields above, of the problems that are theirs. */
export const FieldProblem = ({
  problem,
  texts,
}: {
  problem: SettingsProblem | undefined;
  texts: Partial<Record<SettingsProblem, string>>;
}) => {
  const text = problem && texts[problem];
  return text ? (
    <Text as="p" role="alert" color="danger" variant="body-small">
      {text}
    </Text>
  ) : null;
};
