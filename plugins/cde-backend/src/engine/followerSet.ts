import type { Duplex } from 'node:stream';
import type { WorkspaceRecord } from '../workspaces';
import { AgentFollower } from './agentFollower';
import type { AgentNews } from './agentNews';
import { stateOf } from './state';
import type { PodView } from './views';

/** Opens a tunnel to the agent in a pod. */
export type OpenAgent = (pod: PodView) => Promise<Duplex>;

/** Listens to the agents of the workspaces that start; one that has settled is left alone. */
export class FollowerSet {
  readonly #open: OpenAgent;
  readonly #followers = new Map<string, AgentFollower>();
  #onNews: (workspaceId: string) => void = () => {};

  constructor(open: OpenAgent) {
    this.#open = open;
  }

  begin(onNews: (workspaceId: string) => void): void {
    this.#onNews = onNews;
  }

  end(): void {
    for (const id of [...this.#followers.keys()]) this.forget(id);
  }

  /** Whether the agent still has to tell something, as far as the row knows. */
  isWanted(row: WorkspaceRecord, pod: PodView | undefined): boolean {
    if (
      row.desired !== 'running' ||
      pod?.dev?.state !== 'running' ||
      !pod.ip ||
      pod.deletingSince !== undefined
    )
      return false;
    const { agent } = stateOf(row);
    const settled = agent?.podUid === pod.uid && agent.settled;
    return (
      !settled || (row.spec.plan.lifecycle.postAttachCommand ?? []).length > 0
    );
  }

  /** Begins or ends listening, by the row as it was written last. */
  update(row: WorkspaceRecord, pod: PodView | undefined): void {
    const wanted = this.isWanted(row, pod) ? pod : undefined;
    const current = this.#followers.get(row.id);
    if (current && current.podUid === wanted?.uid) return;
    this.forget(row.id);
    if (!wanted) return;
    const follower = new AgentFollower({
      podUid: wanted.uid,
      open: () => this.#open(wanted),
      onNews: () => this.#onNews(row.id),
    });
    this.#followers.set(row.id, follower);
  }

  news(workspaceId: string): AgentNews | undefined {
    return this.#followers.get(workspaceId)?.news();
  }

  heard(workspaceId: string, news: AgentNews): void {
    this.#followers.get(workspaceId)?.heard(news);
  }

  forget(workspaceId: string): void {
    this.#followers.get(workspaceId)?.close();
    this.#followers.delete(workspaceId);
  }
}
